package dev.mooring.scheduling.model;

import java.util.Comparator;

/**
 * Orders texts as people do: runs of digits by their number, everything else by its characters.
 * Equal only for texts that are.
 */
final class NaturalOrder implements Comparator<String> {
  @Override
  public int compare(String one, String other) {
    var i = 0;
    var j = 0;
    while (i < one.length() && j < other.length()) {
      if (isDigit(one.charAt(i)) && isDigit(other.charAt(j))) {
        var first = afterZeros(one, i);
        var second = afterZeros(other, j);
        i = afterDigits(one, first);
        j = afterDigits(other, second);
        var order = compareNumbers(one, first, i, other, second, j);
        if (order != 0) {
          return order;
        }
      } else if (one.charAt(i) != other.charAt(j)) {
        return Character.compare(one.charAt(i), other.charAt(j));
      } else {
        i++;
        j++;
      }
    }
    var order = Integer.compare(one.length() - i, other.length() - j);
    return order != 0 ? order : one.compareTo(other);
  }

  private static boolean isDigit(char character) {
    return character >= '0' && character <= '9';
  }

  private static int afterZeros(String text, int from) {
    var at = from;
    while (at < text.length() && text.charAt(at) == '0') {
      at++;
    }
    return at;
  }

  private static int afterDigits(String text, int from) {
    var at = from;
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
    }
    return at;
  }

  /** Of two numbers without zeros in front the longer one is larger. */
  private static int compareNumbers(
      String one, int start, int end, String other, int otherStart, int otherEnd) {
    var order = Integer.compare(end - start, otherEnd - otherStart);
    for (var at = 0; order == 0 && at < end - start; at++) {
      order = Character.compare(one.charAt(start + at), other.charAt(otherStart + at));
    }
    return order;
  }
}
