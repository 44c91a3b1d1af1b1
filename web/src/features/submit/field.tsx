import { useId, type ComponentProps } from "react"

type Props = Omit<ComponentProps<"input">, "onChange"> & {
  label: string
  hint?: string | undefined
  /** What is wrong with it, in a sentence. */
  fault?: string | undefined
  onText: (text: string) => void
}

/** A labelled field that says under itself what it takes, or what is wrong. */
export function Field({ label, hint, fault, onText, ...input }: Props) {
  const id = useId()
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="text-sm font-medium text-soft first-letter:uppercase">
        {label}
      </label>
      <input
        id={id}
        autoComplete="off"
        spellCheck={false}
        {...input}
        aria-invalid={fault !== undefined}
        aria-describedby={`${id}-note`}
        onChange={({ target }) => onText(target.value)}
        className={`h-11 w-full rounded-md border bg-ink px-3 outline-offset-0 placeholder:text-faint ${
          fault === undefined ? "border-line" : "border-down"
        } ${input.className ?? ""}`}
      />
      <p
        id={`${id}-note`}
        className={`min-h-5 text-[13px] leading-5 ${fault === undefined ? "text-faint" : "text-down"}`}
      >
        {fault ?? hint}
      </p>
    </div>
  )
}
