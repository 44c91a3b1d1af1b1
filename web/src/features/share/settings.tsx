import type { ReactNode } from "react"

/** One choice: what it is on the left, what is chosen on the right. */
export function Setting({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex min-h-10 items-center justify-between gap-4">
      <span aria-hidden="true" className="shrink-0 text-soft">
        {label}
      </span>
      {children}
    </div>
  )
}

type RangeProps = {
  label: string
  value: number
  min: number
  max: number
  step: number
  shown: string
  onChange: (value: number) => void
}

/** A number on a slider. */
export function Range({ label, value, shown, onChange, ...bounds }: RangeProps) {
  return (
    <Setting label={label}>
      <span className="flex w-40 items-center gap-3">
        <input
          type="range"
          aria-label={label}
          aria-valuetext={shown}
          {...bounds}
          value={value}
          onChange={({ target }) => onChange(target.valueAsNumber)}
          className="min-w-0 grow cursor-pointer accent-(--accent)"
        />
        <output className="w-12 shrink-0 text-right font-semibold">{shown}</output>
      </span>
    </Setting>
  )
}
