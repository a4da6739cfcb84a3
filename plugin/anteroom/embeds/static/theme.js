// The marketplace's colours, within bounds: opaque colours, one radius, a font that is already there. What could
// not be read on is refused, and ours stays.

const COLOUR = /^(#[0-9a-f]{3}|#[0-9a-f]{6}|rgb\([\d\s.,%]{5,40}\)|hsl\([\d\s.,%a-z]{5,40}\))$/i;
const RADIUS = /^(\d{1,2}(\.\d{1,3})?)(px|rem)?$/;
const WIDEST = 24;
const FONT = /^[a-z0-9 ,'"_-]{1,120}$/i;
const READABLE = 4.5;
const SETS = {
  light: { ink: "#1f2429", "ink-2": "#59626b", line: "#dedbd3", accent: "#0e5a57", ok: "#1b7436", warn: "#8a5a00", bad: "#b3261e", surface: "#ffffff" },
  dark: { ink: "#eceef0", "ink-2": "#a3acb4", line: "#313840", accent: "#62c6bc", ok: "#56c578", warn: "#ddb23c", bad: "#ff8a80", surface: "#1b2024" },
};
const root = document.documentElement;
const brush = document.createElement("canvas").getContext("2d");

// Wear a theme; return the names of what was refused.
export function wear(theme, scheme) {
  const refused = [];
  const wanted = {};
  for (const name of ["accent", "surface", "text"]) {
    if (!(name in theme)) continue;
    const colour = hex(theme[name]);
    if (colour) wanted[name] = colour;
    else refused.push(name);
  }
  let ground = scheme === "dark" ? "dark" : "light";
  if (wanted.surface) ground = contrast(wanted.surface, SETS.light.ink) >= contrast(wanted.surface, SETS.dark.ink) ? "light" : "dark";
  let worn = dress(ground, wanted);
  if (contrast(worn.ink, worn.surface) < READABLE) {
    for (const name of ["surface", "text"]) if (wanted[name]) refused.push(name), delete wanted[name];
    ground = scheme === "dark" ? "dark" : "light";
    worn = dress(ground, wanted);
  }
  if (wanted.accent && contrast(worn.accent, worn.surface) < READABLE) {
    refused.push("accent");
    worn.accent = SETS[ground].accent;
  }
  for (const name of ["accent", "ink-2", "ok", "warn", "bad"]) {
    if (contrast(worn[name], worn.surface) < READABLE) worn[name] = worn.ink;
  }
  worn["on-accent"] = contrast(worn.accent, "#ffffff") >= contrast(worn.accent, "#05211f") ? "#ffffff" : "#05211f";
  worn.paper = worn.surface;
  root.dataset.scheme = ground;
  for (const [name, value] of Object.entries(worn)) root.style.setProperty(`--${name}`, value);
  refused.push(...lengths(theme));
  return refused;
}

function dress(ground, wanted) {
  const set = { ...SETS[ground] };
  if (wanted.surface) set.surface = wanted.surface;
  if (wanted.text) set.ink = wanted.text;
  if (wanted.accent) set.accent = wanted.accent;
  return set;
}

function lengths(theme) {
  const refused = [];
  const radius = RADIUS.exec(theme.radius ?? "");
  const pixels = radius ? Number(radius[1]) * (radius[3] === "rem" ? 16 : 1) : NaN;
  if (pixels <= WIDEST) root.style.setProperty("--radius", `${pixels}px`);
  else {
    root.style.removeProperty("--radius");
    if ("radius" in theme) refused.push("radius");
  }
  if (FONT.test(theme.font ?? "") && CSS.supports("font-family", theme.font)) root.style.setProperty("--font", theme.font);
  else {
    root.style.removeProperty("--font");
    if ("font" in theme) refused.push("font");
  }
  return refused;
}

function hex(written) {
  if (typeof written !== "string" || !COLOUR.test(written) || !CSS.supports("color", written)) return null;
  brush.fillStyle = written;
  return brush.fillStyle.startsWith("#") ? brush.fillStyle : null;
}

// WCAG 2.2, relative luminance and contrast ratio.
function luminance(colour) {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}
