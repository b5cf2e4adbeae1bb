import { useEffect, useState } from 'react'
import { Button } from './Button.tsx'

export interface CopyButtonProps {
  readonly text: string
  readonly label: string
  readonly doneLabel: string
}

export function CopyButton({ text, label, doneLabel }: CopyButtonProps) {
  const [done, setDone] = useState(false)
  useEffect(() => {
    if (!done) return
    const timer = setTimeout(() => setDone(false), 3000)
    return () => clearTimeout(timer)
  }, [done])
  return (
    <>
      <Button icon={done ? 'check' : 'copy'} onPress={() => setDone(copy(text))}>
        {done ? doneLabel : label}
      </Button>
      <span role="status" className="sr-only">
        {done ? doneLabel : ''}
      </span>
    </>
  )
}

/** Without `navigator.clipboard`: that one asks for a permission, and windows of ours are given none. */
function copy(text: string): boolean {
  const answer = (event: ClipboardEvent) => {
    event.preventDefault()
    // Else React Aria's dialogs would see it as somebody copying out of them.
    event.stopImmediatePropagation()
    event.clipboardData?.setData('text/plain', text)
  }
  document.addEventListener('copy', answer, { capture: true, once: true })
  try {
    return document.execCommand('copy')
  } finally {
    document.removeEventListener('copy', answer, { capture: true })
  }
}
