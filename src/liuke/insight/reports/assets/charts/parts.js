// What every chart shares: axes, grid, tooltip. Text goes in as text, never as markup.

export function grid(narrow, extra = {}) {
  return { left: 4, right: narrow ? 12 : 20, top: 18, bottom: 4, containLabel: true, ...extra };
}

export function axis(look, extra = {}) {
  const { axisLabel, ...rest } = extra;
  return {
    axisLine: { lineStyle: { color: look.colors.axis } },
    axisTick: { show: false },
    splitLine: { show: false },
    axisLabel: { color: look.colors.label, fontSize: look.fontSize, hideOverlap: true, ...axisLabel },
    nameTextStyle: { color: look.colors.label, fontSize: look.fontSize },
    ...rest,
  };
}

export function valueAxis(look, format, extra = {}) {
  return axis(look, {
    type: "value",
    axisLine: { show: false },
    splitLine: { lineStyle: { color: look.colors.grid } },
    splitNumber: 4,
    axisLabel: { formatter: (value) => format(value, true) },
    ...extra,
  });
}

export function tooltip(look, rows, extra = {}) {
  return {
    trigger: "axis",
    confine: true,
    transitionDuration: 0,
    backgroundColor: look.colors.surface,
    borderColor: look.colors.line,
    padding: [8, 12],
    textStyle: { color: look.colors.ink, fontSize: look.fontSize + 1, fontFamily: look.font },
    axisPointer: { type: "line", lineStyle: { color: look.colors.axis, type: "solid" } },
    formatter: (params) => card(rows(Array.isArray(params) ? params : [params])),
    ...extra,
  };
}

function card({ title, lines }) {
  const box = document.createElement("div");
  const head = box.appendChild(document.createElement("strong"));
  head.textContent = title;
  for (const { color, name, value } of lines) {
    const row = box.appendChild(document.createElement("div"));
    row.className = "tip-row";
    const dot = row.appendChild(document.createElement("i"));
    dot.style.background = color;
    row.appendChild(document.createElement("span")).textContent = name;
    row.appendChild(document.createElement("b")).textContent = value;
  }
  return box;
}

export function stroke(role) {
  return {
    color: role.color,
    symbol: role.symbol,
    symbolSize: 6,
    lineStyle: { color: role.color, width: role.width, type: role.dash },
    itemStyle: { color: role.color, borderColor: role.color },
  };
}
