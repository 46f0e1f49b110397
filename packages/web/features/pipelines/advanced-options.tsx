import { Card } from '../../components/card.tsx';
import { allowsSelective, withSelective } from './selective.ts';

interface AdvancedOptionsProps {
  readonly yaml: string;
  readonly onChange: (yaml: string) => void;
}

/** Options that change the YAML where it stands; comments stay. */
export function AdvancedOptions({ yaml, onChange }: AdvancedOptionsProps) {
  const allowed = allowsSelective(yaml);
  return (
    <div className="pt-3">
      <Card title="Stage execution settings">
        {allowed === null ? (
          <p className="text-sm text-muted">The YAML cannot be read: mend it first.</p>
        ) : (
          <label className="flex items-start gap-3">
            <input
              type="checkbox"
              className="mt-1"
              checked={allowed}
              onChange={({ target }) => onChange(withSelective(yaml, target.checked))}
            />
            <span>
              Allow selective stage(s) executions
              <span className="block text-sm text-muted">
                A run may then choose some of the stages. Save to let it take effect.
              </span>
            </span>
          </label>
        )}
      </Card>
    </div>
  );
}
