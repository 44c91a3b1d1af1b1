export { DEFAULT_LOOK, lookQuery, MOST_ROWS, SCALES, type Look } from "./parameters"
export { Tower } from "./tower"
export { useLook } from "./use-look"
export { useStageBoard, type StageBoard } from "./use-stage-board"
