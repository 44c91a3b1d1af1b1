export { countryName } from "./country"
export { compact, group, rate, topPercent } from "./numbers"
export {
  formatGap,
  formatScaled,
  formatScore,
  isTime,
  scaled,
  unscaled,
  type Numeric,
  type ScoreStyle,
} from "./score"
export { seasonLabel, windowLabel } from "./season"
export { formatDay, formatMoment, nextTick, timeAgo } from "./time"
export { iconOf, styleOf, stylesOf } from "./style"
