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
      var first = one.charAt(i);
      var second = other.charAt(j);
      if (isDigit(first) && isDigit(second)) {
        var endOfOne = endOfDigits(one, i);
        var endOfOther = endOfDigits(other, j);
        var order = compareNumbers(one.substring(i, endOfOne), other.substring(j, endOfOther));
        if (order != 0) {
          return order;
        }
        i = endOfOne;
        j = endOfOther;
      } else if (first != second) {
        return Character.compare(first, second);
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

  private static int endOfDigits(String text, int from) {
    var end = from;
    while (end < text.length() && isDigit(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static int compareNumbers(String one, String other) {
    var first = withoutZeros(one);
    var second = withoutZeros(other);
    var order = Integer.compare(first.length(), second.length());
    return order != 0 ? order : first.compareTo(second);
  }

  private static String withoutZeros(String digits) {
    var from = 0;
    while (from < digits.length() - 1 && digits.charAt(from) == '0') {
      from++;
    }
    return digits.substring(from);
  }
}
