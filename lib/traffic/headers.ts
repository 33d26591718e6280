import { show } from '../core/errors';
import { type Finding, finding } from '../core/findings';
import { goPatternProblem } from '../l1/go-pattern';
import type { StringMatch } from '../l1/istio';
import { BAD_HEADER } from './rules';

/** A value of a header: this text, text that begins so, or text that matches this RE2 expression as a whole. */
export type HeaderValue = string | { readonly prefix: string } | { readonly regex: string };

/** Headers by lower-case name; a request must have all of them. */
export type HeaderMatches = Readonly<Record<string, HeaderValue>>;

/** Characters of a token, as HTTP allows them in names (RFC 9110, section 5.6.2), without capital letters. */
const NAME = /^[-!#$%&'*+.^_`|~0-9a-z]+$/;

/** Istio takes no longer expressions, in bytes: pkg/config/validation/validation.go, validateStringRegexp. */
const LONGEST_EXPRESSION = 1024;

/** The headers as Istio matches them. */
export function matchesOf(headers: HeaderMatches): Readonly<Record<string, StringMatch>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, matchOf(value)]));
}

function matchOf(value: HeaderValue): StringMatch {
  return typeof value === 'string' ? { exact: value } : value;
}

/**
 * Whether a match behind that of a gateway is lost, with requests that fit both. Istio keeps what lies within the match of the gateway, and
 * never knows that of expressions (pilot/pkg/model/virtualservice.go, stringMatchConflict).
 */
export function isLost(outer: HeaderValue, inner: HeaderValue): boolean {
  const [outside, inside] = [matchOf(outer), matchOf(inner)];
  if (outside.regex !== undefined || inside.regex !== undefined) {
    return true;
  }
  const wider = inside.prefix !== undefined && (outside.exact ?? outside.prefix ?? '').startsWith(inside.prefix);
  return wider && outside.prefix !== inside.prefix;
}

/** @param property that holds the headers, for the message */
export function* checkHeaders(place: string, property: string, headers: HeaderMatches): Iterable<Finding> {
  const entries = Object.entries(headers);
  if (entries.length === 0) {
    yield finding(BAD_HEADER, {
      place,
      value: headers,
      message: `${property} names no header, and would match every request.`,
      fix: `Name a header, or leave ${property} out.`,
    });
  }
  for (const [name, value] of entries) {
    if (!NAME.test(name)) {
      yield finding(BAD_HEADER, {
        place,
        value: name,
        message: `${property} names the header ${show(name)}; expected lower-case letters, digits and '-'.`,
        fix: NAME.test(name.toLowerCase()) ? `Write '${name.toLowerCase()}'.` : 'Write a name such as x-canary.',
      });
    }
    if (Object.values(typeof value === 'string' ? { value } : value).includes('')) {
      yield finding(BAD_HEADER, {
        place,
        value,
        message: `${property} matches an empty value of '${name}'.`,
        fix: "Write the value, or { regex: '.*' } for any.",
      });
    }
    const problem = typeof value === 'object' && 'regex' in value ? expressionProblem(value.regex) : undefined;
    if (problem) {
      yield finding(BAD_HEADER, {
        place,
        value,
        message: `${property} matches '${name}' by ${show(value)}, which is no expression of RE2: ${problem}.`,
        fix: 'Write an expression that RE2 takes: https://github.com/google/re2/wiki/Syntax.',
      });
    }
  }
}

/** Why Istio refuses an expression; undefined if it takes it. */
function expressionProblem(expression: string): string | undefined {
  return Buffer.byteLength(expression) > LONGEST_EXPRESSION
    ? `it has ${Buffer.byteLength(expression)} bytes, and Istio takes ${LONGEST_EXPRESSION}`
    : goPatternProblem(expression);
}
