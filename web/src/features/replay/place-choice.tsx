import { windowLabel } from "@/shared/format"
import { useTranslate } from "@/shared/i18n"
import { SeasonSelect, Segmented } from "@/shared/ui"

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
      <SeasonSelect
        window={window}
        season={season}
        seasons={seasons}
        onChoose={(number) => onChoose(window, number)}
      />
    </nav>
  )
}
