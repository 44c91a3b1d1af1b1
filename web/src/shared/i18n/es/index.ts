import type { Texts } from "../translate"
import { board } from "./board"
import { common } from "./common"
import { dev } from "./dev"
import { home } from "./home"
import { share } from "./share"
import { stage } from "./stage"
import { player } from "./player"
import { replay } from "./replay"

/** Spanish. */
export const es: Texts = {
  ...common,
  ...home,
  ...board,
  ...dev,
  ...share,
  ...stage,
  ...player,
  ...replay,
}
