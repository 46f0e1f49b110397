import type { YamlNode } from './node.ts';
import { readYaml } from './read-yaml.ts';
import { Report } from './report.ts';
import type { PlaceOf } from './source-map.ts';

/** A YAML text for several readers: it is read once, when the first of them asks. */
export class YamlFile {
  readonly text: string;
  private readonly place: PlaceOf | undefined;
  private known: { readonly root: YamlNode | null; readonly report: Report } | undefined;

  /** `place` says where everything in the text is. */
  constructor(text: string, place?: PlaceOf) {
    this.text = text;
    this.place = place;
  }

  /** What `readYaml` makes of the text; what is wrong with it goes into each reader's report. */
  root(report: Report): YamlNode | null {
    this.known ??= this.read();
    report.take(this.known.report);
    return this.known.root;
  }

  private read(): { readonly root: YamlNode | null; readonly report: Report } {
    const report = new Report();
    return { root: readYaml(this.text, report, this.place), report };
  }
}
