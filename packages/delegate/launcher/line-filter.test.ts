import { describe, expect, it } from 'vitest';
import { maskingFilter } from './line-filter.ts';

describe('the masking filter', () => {
  it('replaces each occurrence of a secret', () => {
    const mask = maskingFilter(['hunter2']);
    expect(mask('user:hunter2@host?key=hunter2')).toBe(
      'user:**************@host?key=**************',
    );
  });

  it('replaces the longer of two secrets where one contains the other', () => {
    expect(maskingFilter(['abc', 'abcdef'])('abcdef')).toBe('**************');
  });

  it('replaces each line of a secret of several lines', () => {
    const mask = maskingFilter(['-----BEGIN\nMIIEow\nAAAA-----']);
    expect(mask('MIIEow')).toBe('**************');
  });

  it('takes a secret literally, whatever it means elsewhere', () => {
    expect(maskingFilter(['a.$&*'])('a.$&* axx')).toBe('************** axx');
  });

  it('leaves text alone when there is no secret, or only one too short to hide', () => {
    expect(maskingFilter([])('text')).toBe('text');
    expect(maskingFilter(['', 'e'])('text')).toBe('text');
  });
});
