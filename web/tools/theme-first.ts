import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

import type { IndexHtmlTransformContext, Plugin } from "vite"

const SOURCE = fileURLToPath(new URL("../src/app/theme-first.js", import.meta.url))

/**
 * Puts the script that sets the theme in front of everything that is drawn, as a file of its
 * own: the page must not flash in the wrong theme, and a strict policy takes no inline script.
 *
 * It also names what the page will load next, so that it is fetched at once: of the app, or of
 * what stands over a video, never both.
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
    transformIndexHtml: {
      order: "post",
      handler: (_, { bundle }) => [
        {
          tag: "script",
          attrs: {
            src: building ? `/${name()}` : "/src/app/theme-first.js",
            "data-app": filesOf("app", bundle),
            "data-bare": filesOf("bare", bundle),
          },
          injectTo: "head-prepend",
        },
      ],
    },
  }
}

/** A chunk and all that it imports, as addresses with spaces between. */
function filesOf(name: string, bundle: IndexHtmlTransformContext["bundle"]): string | false {
  const files = new Set<string>()
  const add = (file: string) => {
    const chunk = bundle?.[file]
    if (chunk?.type !== "chunk" || files.has(file)) return
    files.add(file)
    chunk.imports.forEach(add)
  }
  for (const chunk of Object.values(bundle ?? {}))
    if (chunk.type === "chunk" && chunk.facadeModuleId?.endsWith(`/src/app/${name}.tsx`))
      add(chunk.fileName)
  return files.size > 0 && [...files].map((file) => `/${file}`).join(" ")
}
