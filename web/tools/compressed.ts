import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import path from "node:path"
import { brotliCompressSync, gzipSync } from "node:zlib"

import type { Plugin } from "vite"

const TEXTS = /\.(js|css|svg|html)$/
/** Smaller than this and a packet holds it anyway. */
const LEAST_BYTES = 1000

/** Leaves each text beside itself in gzip and brotli: the server sends what a browser takes. */
export function compressed(): Plugin {
  let folder = ""
  return {
    name: "laurels-compressed",
    apply: "build",
    configResolved: (config) => void (folder = path.join(config.build.outDir, "assets")),
    closeBundle() {
      for (const name of readdirSync(folder).filter((name) => TEXTS.test(name))) {
        const file = path.join(folder, name)
        const text = readFileSync(file)
        if (text.length < LEAST_BYTES) continue
        writeFileSync(`${file}.gz`, gzipSync(text, { level: 9 }))
        writeFileSync(`${file}.br`, brotliCompressSync(text))
      }
    },
  }
}
