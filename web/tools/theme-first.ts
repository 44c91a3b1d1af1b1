import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

import type { Plugin } from "vite"

const SOURCE = fileURLToPath(new URL("../src/app/theme-first.js", import.meta.url))

/**
 * Puts the script that sets the theme in front of everything that is drawn, as a file of its
 * own: the page must not flash in the wrong theme, and a strict policy takes no inline script.
 */
export function themeFirst(): Plugin {
  let building = false
  const code = () => readFileSync(SOURCE, "utf8")
  const name = () =>
    `assets/theme-${createHash("sha256").update(code()).digest("hex").slice(0, 8)}.js`
  return {
    name: "laurels-theme-first",
    configResolved: (config) => void (building = config.command === "build"),
    buildStart() {
      if (building) this.emitFile({ type: "asset", fileName: name(), source: code() })
    },
    transformIndexHtml: () => [
      {
        tag: "script",
        attrs: { src: building ? `/${name()}` : "/src/app/theme-first.js" },
        injectTo: "head-prepend",
      },
    ],
  }
}
