// Bundles the report's script (with the few ECharts parts it uses) and its styles into built/. Run by hatch_build.py.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const built = join(here, "built");
const modules = join(here, "../../../../../node_modules");
const SHIPPED = ["echarts", "zrender", "tslib"];
const LICENCES = ["LICENSE", "LICENSE.txt", "NOTICE"];

async function shipped(name) {
  const home = join(modules, name);
  const { version, license } = JSON.parse(await readFile(join(home, "package.json"), "utf8"));
  const texts = [];
  for (const file of LICENCES) {
    texts.push(await readFile(join(home, file), "utf8").catch((error) => {
      if (error.code === "ENOENT") return "";
      throw error;
    }));
  }
  return { name, version, license, text: texts.filter(Boolean).join("\n") };
}

const parts = await Promise.all(SHIPPED.map(shipped));
const notice = parts
  .map(({ name, version, license, text }) => `${name} ${version} (${license}) ${text.match(/Copyright \(c\).*|Copyright \d{4}.*/)?.[0] ?? ""}`.trim())
  .join("; ");

await mkdir(built, { recursive: true });
await build({
  entryPoints: [join(here, "report.js"), join(here, "report.css")],
  outdir: built,
  bundle: true,
  minify: true,
  charset: "utf8",
  format: "iife",
  target: ["chrome87", "safari14.1", "firefox78"],
  legalComments: "none",
  banner: { js: `/*! Contains ${notice}; full texts in licences.txt of the liuke package. */` },
  logLevel: "warning",
});

// Without script the page still follows the system: the dark tokens again, as long as no theme has been set.
const css = await readFile(join(built, "report.css"), "utf8");
const dark = css.match(/@media screen\{:root\[data-theme=dark\]\{([^}]*)\}\}/);
if (!dark) throw new Error("tokens.css has no dark block");
const followed = `@media screen and (prefers-color-scheme:dark){:root:not([data-theme]){color-scheme:dark;${dark[1]}}}`;
await writeFile(join(built, "report.css"), css.replace(dark[0], followed + dark[0]));

await writeFile(join(built, "licences.txt"), parts.map(({ name, version, text }) => `${name} ${version}\n\n${text}`).join("\n\n"));
