interface YamlPreviewProps {
  readonly yaml: string;
  readonly stages: readonly string[];
}

/** The pipeline with its inputs in it, as it will run. */
export function YamlPreview({ yaml, stages }: YamlPreviewProps) {
  return (
    <details className="min-w-0 self-start rounded-lg border border-line bg-surface p-4">
      <summary className="cursor-pointer font-semibold">The YAML that will run</summary>
      {stages.length > 0 && (
        <p className="mt-2 text-sm text-muted">Of its stages only {stages.join(', ')}.</p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard */}
      <pre tabIndex={0} className="mt-3 max-h-[70dvh] overflow-auto rounded bg-sunken p-3 text-sm">
        {yaml}
      </pre>
    </details>
  );
}
