export { MOVE_SHOWN_MS, type LiveBoard, type Move } from "./board"
export type { Followed, LiveEntry, Overtaken } from "./messages"
export type { Phase } from "./state"
export { useLive, type Live } from "./use-live"
