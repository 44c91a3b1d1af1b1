import { formatScore, group, styleOf } from "@/shared/format"
import { useTranslate } from "@/shared/i18n"
import { Avatar, MoveChip, Name } from "@/shared/ui"

import { useYou } from "./use-you"

import type { Leaderboard } from "@/shared/api"
import type { Live } from "@/shared/live"
import type { BoardPlace } from "../use-board-place"

type Props = { board: Leaderboard; state: BoardPlace; live: Live; isClosed: boolean }

/** Your row, always in view on a narrow screen; a press goes to your place. */
export function PinnedYou({ board, state, live, isClosed }: Props) {
  const t = useTranslate()
  const you = useYou(state, live, isClosed)
  if (!you?.entry) return null
  const { entry } = you
  return (
    <button
      type="button"
      onClick={() => state.set({ player: entry.player, at: null })}
      className="no-print fixed inset-x-0 bottom-0 z-20 flex h-16 items-center gap-3 border-t border-line bg-raised px-4 pb-[env(safe-area-inset-bottom)] text-left shadow-float lg:hidden"
    >
      <span className="sr-only">{t("you.jump")}</span>
      <span className="display text-xl text-accent">{group(entry.rank)}</span>
      <MoveChip move={live.board?.moves[entry.player]} />
      <Avatar id={entry.player} name={entry.display_name} url={entry.avatar_url} />
      <Name player={entry.player} name={entry.display_name} className="grow font-semibold" />
      <span className="font-semibold whitespace-nowrap">
        {formatScore(entry.score, styleOf(board, board.columns[0]))}
      </span>
    </button>
  )
}
