import { useState } from "react"

import { useLeaderboards, type Leaderboard } from "@/shared/api"
import { group } from "@/shared/format"
import { useTranslate } from "@/shared/i18n"
import { Count } from "@/shared/ui"

import { useSetCrowd, type Simulation } from "./api/simulation"
import { Steps } from "./steps"
import { troubleText } from "./trouble"

const RATES = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500]
const CROWDS = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000,
]
const COUNT = { decimals: 0 }

type Props = { board: Leaderboard; simulation: Simulation | undefined }

/** A made-up crowd: how fast, how many, and how many scores it has played. */
export function CrowdForm({ board, simulation }: Props) {
  const t = useTranslate()
  const [rate, setRate] = useState(simulation?.rate ?? 20)
  const [players, setPlayers] = useState(simulation?.players ?? 500)
  const set = useSetCrowd()
  const running = simulation?.running ?? false
  const isHere = running && simulation?.leaderboard === board.id
  const isSame = isHere && simulation.rate === rate && simulation.players === players
  const start = () => set.mutate({ leaderboard: board.id, rate, players })
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        start()
      }}
    >
      <Steps label={t("crowd.rate")} steps={RATES} value={rate} onChange={setRate} />
      <Steps label={t("crowd.players")} steps={CROWDS} value={players} onChange={setPlayers} />
      <Played simulation={simulation} isHere={isHere} />
      {set.error && (
        <p role="alert" className="text-sm text-down">
          {troubleText(set.error, t)}
        </p>
      )}
      <p className="grid auto-cols-fr grid-flow-col gap-2">
        {!isSame && (
          <button
            type="submit"
            className="button justify-center"
            data-strong=""
            disabled={set.isPending}
          >
            {t(isHere ? "crowd.change" : running ? "crowd.here" : "crowd.start")}
          </button>
        )}
        {running && (
          <button
            type="button"
            className="button justify-center"
            disabled={set.isPending}
            onClick={() => set.mutate(null)}
          >
            {t("crowd.stop")}
          </button>
        )}
      </p>
    </form>
  )
}

function Played({ simulation, isHere }: { simulation: Simulation | undefined; isHere: boolean }) {
  const t = useTranslate()
  const boards = useLeaderboards()
  const told = simulation?.leaderboard ?? null
  const where = boards.data?.find(({ id }) => id === told)?.title ?? told ?? ""
  const state =
    !simulation || told === null
      ? t("crowd.idle")
      : !simulation.running
        ? t("crowd.ended")
        : isHere
          ? t("crowd.running")
          : t("crowd.elsewhere", { board: where })
  const played = simulation?.played ?? 0
  return (
    <div className="rounded-md bg-raised px-4 py-3">
      <p className="flex items-baseline gap-3">
        <span aria-hidden="true" className="display text-3xl">
          <Count score={played} style={COUNT} />
        </span>
        <span className="sr-only">{group(played)}</span>
        <span className="text-sm text-soft">{t("crowd.played", { count: played })}</span>
      </p>
      <p role="status" className="mt-1 flex items-center gap-2 text-sm text-soft">
        <span
          aria-hidden="true"
          className={`size-2 rounded-full bg-current ${simulation?.running ? "text-up" : "text-faint"}`}
        />
        {state}
      </p>
    </div>
  )
}
