import { useQuery } from "@tanstack/react-query"
import { useDeferredValue, useId, useRef } from "react"

import { playersQuery, type Leaderboard } from "@/shared/api"
import { formatScaled, group, unscaled, type ScoreStyle } from "@/shared/format"
import { useTranslate, type Translate } from "@/shared/i18n"

import { LARGEST, SMALLEST, type Fault } from "./exact"
import { Field } from "./field"
import { Outcome } from "./outcome"
import { troubleText } from "./trouble"
import { faultOf, useScoreForm, type ColumnField } from "./use-score-form"

/** More columns than these stand side by side. */
const MOST_STACKED = 2

/** A player, a number for each column, and what came of it. */
export function ScoreForm({ board }: { board: Leaderboard }) {
  const t = useTranslate()
  const form = useScoreForm(board)
  const element = useRef<HTMLFormElement>(null)
  const { player, playerFault, fields, isTried, receipt } = form
  const send = () => {
    if (!form.send()) requestAnimationFrame(() => focusFirst(element.current))
  }
  return (
    <form
      ref={element}
      noValidate
      className="grid gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        if (!form.isSending) send()
      }}
    >
      <PlayerField
        text={player}
        fault={
          form.playerRefused ??
          (isTried && playerFault ? t(`dev.player.${playerFault}`) : undefined)
        }
        onText={form.setPlayer}
      />
      <div
        className={fields.length > MOST_STACKED ? "grid grid-cols-2 gap-x-3 gap-y-2" : "grid gap-2"}
      >
        {fields.map((field) => (
          <NumberField
            key={field.column.name}
            field={field}
            isTried={isTried}
            onText={(text) => form.setText(field.column.name, text)}
          />
        ))}
      </div>
      {form.trouble && (
        <p role="alert" className="text-sm text-down">
          {troubleText(form.trouble, t)}
        </p>
      )}
      <button
        type="submit"
        className="button justify-center"
        data-strong=""
        disabled={form.isSending}
      >
        {t(form.isSending ? "dev.sending" : "dev.send")}
      </button>
      <div aria-live="polite">{receipt && <Outcome board={board} receipt={receipt} />}</div>
    </form>
  )
}

type PlayerProps = { text: string; fault: string | undefined; onText: (text: string) => void }

function PlayerField({ text, fault, onText }: PlayerProps) {
  const t = useTranslate()
  const id = useId()
  const search = useDeferredValue(text.trim())
  const { data } = useQuery({
    ...playersQuery(search, 6),
    enabled: search !== "",
    placeholderData: (before) => before,
  })
  return (
    <>
      <Field
        label={t("dev.player")}
        hint={t("dev.player.hint")}
        fault={fault}
        value={text}
        list={id}
        onText={onText}
      />
      <datalist id={id}>
        {data?.players.map(({ player, display_name }) => (
          <option key={player} value={player}>
            {display_name}
          </option>
        ))}
      </datalist>
    </>
  )
}

type NumberProps = { field: ColumnField; isTried: boolean; onText: (text: string) => void }

function NumberField({ field, isTried, onText }: NumberProps) {
  const t = useTranslate()
  const { column, style, text, read, isLeftOut } = field
  const fault = faultOf(field)
  // An empty field is not wrong before someone wants to send it.
  const isShown = fault !== null && (isTried || fault.kind !== "missing")
  const shown = "value" in read ? formatScaled(read.value, style) : ""
  return (
    <Field
      label={column.name}
      hint={isLeftOut ? t("dev.optional") : shown === text.trim() ? "" : shown && `= ${shown}`}
      fault={field.refused ?? (isShown ? faultText(fault, style, t) : undefined)}
      value={text}
      inputMode={style.decimals > 0 ? "decimal" : "numeric"}
      maxLength={80}
      className="font-semibold tabular-nums"
      onText={onText}
    />
  )
}

function faultText(fault: Fault, style: ScoreStyle, t: Translate): string {
  switch (fault.kind) {
    case "low":
      return t("dev.number.low", { low: formatScaled(fault.limit, style) })
    case "high":
      return t("dev.number.high", { high: formatScaled(fault.limit, style) })
    case "decimals":
      return fault.count === 0
        ? t("dev.number.whole")
        : t("dev.number.decimals", { count: fault.count })
    case "bits": {
      const shown = (limit: bigint) => group(unscaled(limit, style.decimals))
      return t("dev.number.bits", { low: shown(SMALLEST), high: shown(LARGEST) })
    }
    default:
      return t(`dev.number.${fault.kind}`)
  }
}

function focusFirst(form: HTMLFormElement | null): void {
  form?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus()
}
