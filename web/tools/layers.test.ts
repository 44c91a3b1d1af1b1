import path from "node:path"

import { RuleTester } from "eslint"
import { describe, it } from "vitest"

import { layers } from "./layers.js"

RuleTester.describe = describe
RuleTester.it = it

const src = (file: string) => path.resolve(import.meta.dirname, "../src", file)
const case_ = (file: string, source: string) => ({
  filename: src(file),
  code: `import x from "${source}"`,
})

new RuleTester().run("imports point one way", layers, {
  valid: [
    case_("app/routes.tsx", "@/features/home"),
    case_("app/routes.tsx", "@/shared/ui"),
    case_("features/home/index.tsx", "./board-card"),
    case_("features/home/a/b.tsx", "../c"),
    case_("features/home/index.tsx", "@/shared/ui"),
    case_("shared/ui/name.tsx", "@/shared/format"),
    case_("shared/ui/name.tsx", "react"),
  ],
  invalid: [
    case_("features/home/index.tsx", "@/features/player"),
    case_("features/home/index.tsx", "../player"),
    case_("features/home/index.tsx", "@/app/shell"),
    case_("shared/ui/name.tsx", "@/features/home"),
    case_("shared/ui/name.tsx", "../../app/shell"),
  ].map((one) => ({ ...one, errors: 1 })),
})
