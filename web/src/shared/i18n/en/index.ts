import { board } from "./board"
import { common } from "./common"
import { home } from "./home"

/** English: every other language has the same keys. One file a screen. */
export const en = { ...common, ...home, ...board } as const
