// Roles of theme.json in the colours that hold right now, so that a switch to dark is a redraw.
import theme from "../theme.json";

const FONT = "--font-text";

export function palette() {
  const style = getComputedStyle(document.documentElement);
  const token = (name) => style.getPropertyValue("--" + name).trim();
  const roles = {};
  for (const [name, role] of Object.entries(theme.roles)) {
    roles[name] = { ...role, color: token(role.color) };
  }
  const colors = {};
  for (const name of ["grid", "axis", "label", "ink", "surface", "line", "wash"]) colors[name] = token(theme[name]);
  return { roles, colors, fontSize: theme.fontSize, font: style.getPropertyValue(FONT).trim() };
}
