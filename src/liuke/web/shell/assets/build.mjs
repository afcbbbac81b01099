// Bundles the platform's script and styles and makes one sprite of the icons the templates name. Run by hatch_build.py.
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const web = join(here, "../..");
const built = join(here, "../built");
const modules = join(here, "../../../../../node_modules");
const SHIPPED = ["echarts", "@tabler/core", "@tabler/icons", "htmx.org"];

async function textsUnder(folder) {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const wanted = entries.filter((e) => e.isFile() && /\.(j2|py)$/.test(e.name));
  return Promise.all(wanted.map((e) => readFile(join(e.parentPath ?? e.path, e.name), "utf8")));
}

// icon("name") in a template, an icon's name as a plain string elsewhere: whatever is the name of a picture is taken.
async function sprite() {
  const outline = join(modules, "@tabler/icons/icons/outline");
  const there = new Set((await readdir(outline)).map((name) => basename(name, ".svg")));
  const texts = (await textsUnder(web)).join("\n");
  const named = new Set([...texts.matchAll(/["']([a-z][a-z0-9-]+)["']/g)].map((m) => m[1]).filter((name) => there.has(name)));
  for (const [, name] of texts.matchAll(/icon\("([a-z0-9-]+)"/g)) {
    if (!there.has(name)) throw new Error(`there is no icon ${name}`);
    named.add(name);
  }
  const symbols = await Promise.all([...named].sort().map(async (name) => {
    const svg = await readFile(join(outline, `${name}.svg`), "utf8");
    const inside = svg.replace(/^[\s\S]*?<svg[^>]*>|<\/svg>\s*$/g, "").replace(/<path stroke="none"[^>]*\/>/, "").replace(/\s+/g, " ");
    return `<symbol id="${name}" viewBox="0 0 24 24">${inside}</symbol>`;
  }));
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
}

await rm(built, { recursive: true, force: true });
await mkdir(built, { recursive: true });
const manifest = {};
async function keep(name, text) {
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 8).toUpperCase();
  const [stem, kind] = [name.slice(0, name.lastIndexOf(".")), name.slice(name.lastIndexOf("."))];
  manifest[name] = `${stem}-${hash}${kind}`;
  await writeFile(join(built, manifest[name]), text);
  await writeFile(join(built, `${manifest[name]}.gz`), gzipSync(text, { level: 9 }));
}

const result = await build({
  entryPoints: ["console.js", "charts.js", "theme.js", "console.css", "../../console/board/assets/board.js", "../../console/vehicles/assets/vehicles.js", "../../console/imports/assets/imports.js"].map((name) => join(here, name)),
  outdir: built,
  bundle: true,
  minify: true,
  write: false,
  charset: "utf8",
  format: "iife",
  target: ["chrome111", "safari16.4", "firefox115"],
  legalComments: "none",
  logLevel: "error",
});
for (const file of result.outputFiles) await keep(basename(file.path), file.text);
await keep("icons.svg", await sprite());
await writeFile(join(built, "manifest.json"), JSON.stringify(manifest));

const notices = await Promise.all(SHIPPED.map(async (name) => {
  const { version, license } = JSON.parse(await readFile(join(modules, name, "package.json"), "utf8"));
  const text = await readFile(join(modules, name, "LICENSE"), "utf8").catch(() => "");
  return `${name} ${version} (${license})\n\n${text}`;
}));
await writeFile(join(built, "licences.txt"), notices.join("\n\n"));
