import { prove } from './support/prove.ts';

prove(3);
