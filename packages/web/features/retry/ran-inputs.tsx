import { inputAnswers } from '@reprise/core/pipeline';
import { Field, INPUT } from '../../components/field.tsx';

/** The inputs that the execution ran with. A retry changes none. */
export function RanInputs({ yaml }: { readonly yaml: string }) {
  const given = [...inputAnswers(yaml)].filter(([path]) => !isLabel(path));
  if (given.length === 0) return <p className="text-sm text-muted">It ran without inputs.</p>;
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      {given.map(([path, value]) => (
        <Field key={path} label={shortOf(path)}>
          {(control) => <input {...control} className={INPUT} readOnly value={value} />}
        </Field>
      ))}
    </div>
  );
}

/** What only says where an input belongs. */
const isLabel = (path: string): boolean => /\.(identifier|name|type)$/.test(path);

const shortOf = (path: string): string =>
  path.replace(/^pipeline\./, '').replace(/^variables\.|\.value$/g, '');
