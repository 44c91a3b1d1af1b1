import { windowLabel } from "@/shared/format"
import { useTranslate } from "@/shared/i18n"
import { SeasonSelect, Segmented } from "@/shared/ui"

import { VIEWS, type BoardPlace } from "./use-board-place"

import type { Season } from "@/shared/api"

type Props = { state: BoardPlace; seasons: Season[] | undefined; total: number | null }

/** With fewer players than this, all of them are the top. */
const FEW = 10

/** Which window, which season, how many. */
export function BoardTabs({ state, seasons, total }: Props) {
  const t = useTranslate()
  const { windows, window, season, view, set } = state
  return (
    <nav className="no-print flex flex-wrap items-center gap-3" aria-label={t("board.windows")}>
      {windows.length > 1 && (
        <Segmented
          label={t("board.windows")}
          value={window}
          options={windows.map((value) => ({ value, label: windowLabel(value, t) }))}
          onChange={(value) =>
            set({ window: value === windows[0] ? null : value, season: null, at: null })
          }
        />
      )}
      <SeasonSelect
        window={window}
        season={season}
        seasons={seasons}
        onChoose={(value) => set({ season: value, at: null })}
      />
      {(total === null || total > FEW) && (
        <span className="sm:ml-auto">
          <Segmented
            label={t("board.views")}
            value={view}
            options={VIEWS.map((value) => ({ value, label: t(`board.view.${value}`) }))}
            onChange={(value) => set({ view: value === "all" ? null : value, at: null })}
          />
        </span>
      )}
    </nav>
  )
}
