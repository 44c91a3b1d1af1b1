import { Link } from "wouter"

import { perMinute, type BoardActivity, type Leaderboard } from "@/shared/api"
import { compact, iconOf } from "@/shared/format"
import { useTranslate } from "@/shared/i18n"
import { useLive } from "@/shared/live"
import { address } from "@/shared/url"
import { Bone, LiveStatus, RowBones, Sparkline } from "@/shared/ui"

import { Leaders } from "./leaders"

const TOP = 5
const ROW = 56

type Props = { board: Leaderboard; activity: BoardActivity | undefined }

/** The busiest leaderboard, large: its first five as they move. */
export function LeadCard({ board, activity }: Props) {
  const t = useTranslate()
  const live = useLive({ leaderboard: board.id, top: TOP })
  const icon = iconOf(board)
  return (
    <Link
      href={address.leaderboard(board.id)}
      className="panel group relative flex h-full flex-col overflow-hidden"
    >
      <span className="flex items-start gap-4 px-5 pt-5 md:px-7 md:pt-7">
        <span className="min-w-0 grow">
          <strong className="display block truncate text-2xl md:text-3xl" dir="auto">
            {icon && <span aria-hidden="true">{icon} </span>}
            {board.title}
          </strong>
          <span className="label">
            {activity && t("count.players", { count: live.board?.total ?? activity.total })}
          </span>
        </span>
        <LiveStatus live={live} />
      </span>
      <span className="mt-5 block px-5 md:px-7" style={{ minHeight: TOP * ROW }}>
        {live.board ? (
          <Leaders
            board={board}
            entries={live.board.entries}
            moves={live.board.moves}
            rowHeight={ROW}
          />
        ) : (
          <RowBones count={TOP} />
        )}
      </span>
      <span className="mt-auto block pt-3">
        <span className="block px-5 text-right text-sm text-soft md:px-7">
          {activity && t("home.minute", { count: compact(activity.events_last_minute) })}
        </span>
        <Sparkline
          values={activity ? perMinute(activity) : []}
          label={t("home.activity")}
          className="mt-1 h-20 w-full text-accent"
        />
      </span>
    </Link>
  )
}

/** The card before it is known which, as tall as it will be. */
export function LeadCardBones() {
  return (
    <div aria-hidden="true" className="panel flex h-full min-h-[484px] flex-col gap-4 p-7">
      <Bone className="h-8 w-60" />
      <Bone className="h-3 w-20" />
      <RowBones count={TOP} />
    </div>
  )
}
