import { group } from "@/shared/format"

type Props = {
  label: string
  steps: readonly number[]
  value: number
  onChange: (value: number) => void
}

/** A number out of a few that grow by factors: a slider over 500 would have no slow end. */
export function Steps({ label, steps, value, onChange }: Props) {
  const index = steps.findLastIndex((step) => step <= value)
  return (
    <label className="grid gap-1 text-sm">
      <span className="flex justify-between gap-4">
        <span className="font-medium text-soft">{label}</span>
        <output className="font-semibold">{group(value)}</output>
      </span>
      <input
        type="range"
        min={0}
        max={steps.length - 1}
        step={1}
        value={index}
        aria-valuetext={group(value)}
        onChange={({ target }) => onChange(steps[target.valueAsNumber] ?? value)}
        className="h-6 w-full cursor-pointer accent-(--accent)"
      />
    </label>
  )
}
