import { fileURLToPath } from "node:url"

import tailwindcss from "@tailwindcss/vite"
import react from "@vitejs/plugin-react"
import { defineConfig } from "vitest/config"

import { compressed } from "./tools/compressed.ts"
import { themeFirst } from "./tools/theme-first.ts"

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const server = process.env.LAURELS_DEV_SERVER ?? "http://127.0.0.1:8000"

export default defineConfig({
  plugins: [react(), tailwindcss(), themeFirst(), compressed()],
  resolve: { alias: { "@": here("./src") } },
  build: {
    outDir: here("../src/laurels/web"),
    emptyOutDir: true,
    // The server's Content-Security-Policy takes files of its own only: nothing goes inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2022",
    reportCompressedSize: false,
  },
  server: {
    proxy: {
      "/api": { target: server, ws: true },
      "/ws": { target: server, ws: true },
      "/health": server,
      "/docs": server,
      "/openapi.json": server,
    },
  },
  test: {
    environment: "jsdom",
    setupFiles: ["./tools/test-setup.ts"],
    restoreMocks: true,
    // One document for all files of a worker: a new one for each takes five times as long.
    isolate: false,
  },
})
