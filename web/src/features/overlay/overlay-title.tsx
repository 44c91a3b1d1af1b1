import { iconOf, windowLabel } from "@/shared/format"
import { useTranslate } from "@/shared/i18n"
import { Mark } from "@/shared/ui"

import { QuietDot } from "./quiet-dot"

import type { Leaderboard } from "@/shared/api"
import type { Live } from "@/shared/live"

type Props = { board: Leaderboard; live: Live; window: string | undefined }

/** What is ranked, and over which time. */
export function OverlayTitle({ board, live, window }: Props) {
  const t = useTranslate()
  const icon = iconOf(board)
  return (
    <header className="overlay-title">
      <span aria-hidden="true" className="overlay-mark">
        {icon ?? <Mark size={24} />}
      </span>
      <h1 className="display name grow" dir="auto">
        {board.title}
      </h1>
      {window !== undefined && <span className="overlay-window">{windowLabel(window, t)}</span>}
      <QuietDot live={live} />
    </header>
  )
}
