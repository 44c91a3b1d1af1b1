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
export { formatMoment, nextTick, timeAgo } from "./time"
export { columnLabel, formatAmount, iconOf, styleOf, stylesOf } from "./style"
