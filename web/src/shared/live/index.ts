export { MOVE_SHOWN_MS, type LiveBoard, type Move } from "./board"
export type { Followed, LiveEntry, Overtaken } from "./messages"
export { useLive, type Live } from "./use-live"
