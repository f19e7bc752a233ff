import { describe, expect, it } from 'vitest';
import { detectFormat } from './detect.ts';

const detect = (content: string | Buffer, file = 'x.csv') => detectFormat({ file, bytes: Buffer.from(content) });
const hex = (text: string) => Buffer.from(text, 'hex');

describe('detectFormat', () => {
  it('goes by content, whatever the name says', () => {
    // Goal: a renamed file is read as what it is.
    expect(detect('time,open\n', 'x.parquet')).toBe('csv');
    expect(detect('  [[1]]')).toBe('json');
    expect(detect('\uFEFF{"data":[]}')).toBe('json');
    expect(detect('ARROW1\0\0')).toBe('arrow');
    expect(detect('PAR1....')).toBe('parquet');
  });

  it.each([
    ['gzip', hex('1f8b0800'), 'gunzip x.csv'],
    ['zip', hex('504b0304'), 'a zip archive'],
    ['zstd', hex('28b52ffd'), 'unzstd'],
    ['bzip2', Buffer.from('BZh9'), 'bunzip2'],
    ['xz', hex('fd377a585a00'), 'unxz'],
    ['lz4', hex('04224d18'), 'unlz4'],
    ['Git LFS', Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n'), 'git lfs pull'],
    ['Feather 1', Buffer.from('FEA1....'), 'Feather version 1'],
    ['Arrow stream', hex('ffffffff10000000'), 'an Arrow stream'],
    ['HDF5', Buffer.from('\x89HDF\r\n', 'latin1'), 'HDF5'],
    ['SQLite', Buffer.from('SQLite format 3\0'), 'SQLite'],
    ['pickle', hex('800495'), 'pickle'],
    ['web page', Buffer.from('<!DOCTYPE html><html>'), 'a web page'],
    ['UTF-16 little endian', Buffer.from('\uFEFFtime,open', 'utf16le'), 'UTF-16'],
    ['UTF-16 big endian', hex('feff00740069'), 'UTF-16'],
    ['UTF-16 without a mark', Buffer.from('time,open', 'utf16le'), 'a zero byte at offset 1'],
    ['nothing', Buffer.alloc(0), 'the file is empty'],
    ['blanks', Buffer.from(' \n\n'), 'the file is blank'],
    ['latin-1', Buffer.from('time,open\nprix \xe9lev\xe9\n', 'latin1'), 'x.csv:2: the text is not UTF-8'],
    ['a zero byte', Buffer.from('time,open\r\n1,2\r\n3,\0\r\n'), 'x.csv:3: a zero byte'],
  ])('refuses %s and says what to do', (_, bytes, message) => {
    // Goal: everything that is no candle text or table is named.
    expect(() => detect(bytes)).toThrow(message);
  });

  it('uses the extension for the message about binary garbage', () => {
    // Goal: a broken feather file is called that.
    expect(() => detect(hex('00010203'), 'x.feather')).toThrow('no feather file starts like this');
  });
});
