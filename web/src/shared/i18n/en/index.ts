import { board } from "./board"
import { common } from "./common"
import { dev } from "./dev"
import { home } from "./home"
import { share } from "./share"
import { stage } from "./stage"
import { player } from "./player"
import { replay } from "./replay"

/** English: every other language has the same keys. One file a screen. */
export const en = {
  ...common,
  ...home,
  ...board,
  ...dev,
  ...share,
  ...stage,
  ...player,
  ...replay,
} as const
