// Axis labels and tooltips in the reader's habit: 万 and 亿 in Chinese, k and m in English.
const plain = (value, digits) =>
  value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits }).replace("-", "−");

function trimmed(value) {
  const size = Math.abs(value);
  return plain(value, size >= 100 || Number.isInteger(value) ? 0 : size >= 10 ? 1 : 2).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
}

function scaled(value, steps) {
  for (const [size, word] of steps) if (Math.abs(value) >= size) return trimmed(value / size) + word;
  return trimmed(value);
}

export function formatter(unit, words) {
  const steps = words.steps;
  return (value, axis) => {
    if (value === null || value === undefined || Number.isNaN(value)) return words.blank;
    switch (unit) {
      case "share":
        return plain(value * 100, axis ? (Math.abs(value * 100 - Math.round(value * 100)) < 1e-6 ? 0 : 1) : 1) + "%";
      case "signed_share":
        return (value > 0 ? "+" : "") + plain(value * 100, 0) + "%";
      case "yuan":
        return words.yuan.replace("#", scaled(value, steps));
      default:
        return scaled(value, steps);
    }
  };
}
