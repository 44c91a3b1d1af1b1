import { seasonLabel, windowLabel } from "@/shared/format"
import { useTranslate } from "@/shared/i18n"
import { Segmented } from "@/shared/ui"

import type { Season } from "@/shared/api"

type Props = {
  windows: string[]
  window: string
  season: number | undefined
  seasons: Season[] | undefined
  onChoose: (window: string, season: number | null) => void
}

/** Which season is played back. Nothing where there is only one. */
export function PlaceChoice({ windows, window, season, seasons = [], onChoose }: Props) {
  const t = useTranslate()
  const open = seasons.find(({ status }) => status === "open")
  if (windows.length < 2 && seasons.length < 2) return null
  return (
    <nav className="flex min-w-0 flex-wrap items-center gap-3" aria-label={t("board.seasons")}>
      {windows.length > 1 && (
        <Segmented
          label={t("board.windows")}
          value={window}
          options={windows.map((value) => ({ value, label: windowLabel(value, t) }))}
          onChange={(value) => onChoose(value, null)}
        />
      )}
      {seasons.length > 1 && (
        <label className="rounded-md bg-panel has-focus-visible:outline-2 has-focus-visible:outline-accent">
          <span className="sr-only">{t("board.seasons")}</span>
          <select
            className="h-9 cursor-pointer rounded-md bg-transparent px-3 text-sm font-medium text-soft outline-none hover:text-text"
            value={season ?? open?.number ?? ""}
            onChange={({ target }) => {
              const chosen = Number(target.value)
              onChoose(window, chosen === open?.number ? null : chosen)
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
      )}
    </nav>
  )
}
