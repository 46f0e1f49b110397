import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { Button } from './button.tsx';

/** A command or another text to be taken away, with a button that copies it. */
export function Copyable({ text }: { readonly text: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return (
    <div className="flex items-start gap-2 rounded-md border border-line bg-sunken p-2 text-left">
      <code className="min-w-0 grow py-1.5 text-sm break-all whitespace-pre-wrap">{text}</code>
      <Button look="quiet" onClick={() => void copy()}>
        {copied ? <Check aria-hidden size={16} /> : <Copy aria-hidden size={16} />}
        {copied ? 'Copied' : 'Copy'}
      </Button>
    </div>
  );
}
