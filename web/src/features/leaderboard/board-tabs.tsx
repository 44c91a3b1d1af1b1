import { seasonLabel, windowLabel } from "@/shared/format"
import { useTranslate } from "@/shared/i18n"
import { Segmented } from "@/shared/ui"

import { VIEWS, type BoardPlace } from "./use-board-place"

import type { Season } from "@/shared/api"

type Props = { state: BoardPlace; seasons: Season[] | undefined; total: number | null }

/** With fewer players than this, all of them are the top. */
const FEW = 10

/** Which window, which season, how many. */
export function BoardTabs({ state, seasons, total }: Props) {
  const t = useTranslate()
  const { windows, window, view, set } = state
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
      <SeasonChoice state={state} seasons={seasons} />
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

function SeasonChoice({ state, seasons = [] }: Omit<Props, "total">) {
  const t = useTranslate()
  const { window, season, set } = state
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
          set({ season: chosen === open?.number ? null : chosen, at: null })
        }}
      >
        {season !== undefined && !seasons.some(({ number }) => number === season) && (
          <option value={season}>#{season}</option>
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
