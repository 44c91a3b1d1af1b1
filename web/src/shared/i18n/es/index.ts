import type { Texts } from "../translate"
import { board } from "./board"
import { common } from "./common"
import { home } from "./home"

/** Spanish. */
export const es: Texts = { ...common, ...home, ...board }
