import { seasonLabel } from "@/shared/format"
import { useTranslate } from "@/shared/i18n"

import type { Season } from "@/shared/api"

type Props = {
  window: string
  /** The season that is asked for; undefined for the open one. */
  season: number | undefined
  seasons: Season[] | undefined
  /** null chooses the open season. */
  onChoose: (season: number | null) => void
}

/** A choice of one of a window's seasons; nothing where there is only one. */
export function SeasonSelect({ window, season, seasons = [], onChoose }: Props) {
  const t = useTranslate()
  if (seasons.length < 2 && season === undefined) return null
  const open = seasons.find(({ status }) => status === "open")
  return (
    <label className="rounded-md bg-panel has-focus-visible:outline-2 has-focus-visible:outline-accent">
      <span className="sr-only">{t("board.seasons")}</span>
      <select
        className="h-9 cursor-pointer rounded-md bg-transparent px-3 text-sm font-medium text-soft outline-none hover:text-text"
        value={season ?? open?.number ?? ""}
        onChange={({ target }) => {
          const chosen = Number(target.value)
          onChoose(chosen === open?.number ? null : chosen)
        }}
      >
        {season !== undefined && !seasons.some(({ number }) => number === season) && (
          <option value={season} className="bg-panel text-text">
            #{season}
          </option>
        )}
        {seasons.map((one) => (
          <option key={one.number} value={one.number} className="bg-panel text-text">
            {one.status === "open"
              ? `${t("board.season.open")}: ${seasonLabel(window, one, t)}`
              : seasonLabel(window, one, t)}
          </option>
        ))}
      </select>
    </label>
  )
}
