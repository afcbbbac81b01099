// Marks the section being read, and on a phone keeps its entry in sight.
export function followSections() {
  const links = new Map([...document.querySelectorAll("nav a[href^='#']")].map((link) => [link.hash.slice(1), link]));
  const sections = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
  if (!sections.length) return;
  let current = null;

  const mark = () => {
    const line = window.innerHeight * 0.3;
    const atEnd = window.innerHeight + window.scrollY >= document.documentElement.scrollHeight - 4;
    const above = sections.filter((section) => section.getBoundingClientRect().top <= line);
    const next = atEnd ? sections[sections.length - 1] : above.pop() ?? sections[0];
    if (next === current) return;
    if (current) links.get(current.id).removeAttribute("aria-current");
    current = next;
    const link = links.get(current.id);
    link.setAttribute("aria-current", "true");
    const list = link.closest("ol");
    if (list.scrollWidth > list.clientWidth) list.scrollLeft = link.offsetLeft - list.clientWidth / 2 + link.offsetWidth / 2;
  };

  let asked = false;
  window.addEventListener(
    "scroll",
    () => {
      if (asked) return;
      asked = true;
      window.requestAnimationFrame(() => {
        asked = false;
        mark();
      });
    },
    { passive: true },
  );
  mark();
}
