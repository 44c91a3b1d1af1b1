import { formatDay, formatTimes } from "./time"

import type { Season } from "@/shared/api/types"
import type { Translate } from "@/shared/i18n"

/** A window as a tab says it: "This week"; windows of the game's own keep their name. */
export function windowLabel(name: string, t: Translate): string {
  switch (name) {
    case "all-time":
      return t("window.all-time")
    case "daily":
      return t("window.daily")
    case "weekly":
      return t("window.weekly")
    case "monthly":
      return t("window.monthly")
    default:
      return name.charAt(0).toUpperCase() + name.slice(1).replace(/[-_.]+/g, " ")
  }
}

const DAY_MS = 86_400_000

/** A season by its dates: a day, a week, a month, or from when to when; a short one by times. */
export function seasonLabel(window: string, season: Season, t: Translate): string {
  if (window === "all-time" || season.ends_at === null) return t("season.all")
  if (window === "daily") return formatDay(season.starts_at, { weekday: "short" })
  if (window === "monthly")
    return formatDay(season.starts_at, { day: undefined, month: "long", year: "numeric" })
  if (Date.parse(season.ends_at) - Date.parse(season.starts_at) < DAY_MS)
    return formatTimes(season.starts_at, season.ends_at)
  // A season ends where the next begins: the last day is the one before.
  const last = new Date(Date.parse(season.ends_at) - 1).toISOString()
  return `${formatDay(season.starts_at)} – ${formatDay(last)}`
}
