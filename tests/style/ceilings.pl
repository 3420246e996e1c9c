#!/usr/bin/perl
# ceilings.pl FILE...: each text made with a ceiling (`NAME = buf_new(`, or returned) whose fullness its file never asks, by that name
# or through a pointer a few lines on: what is dropped there is dropped in silence.
use strict;
use warnings;

for my $file (@ARGV) {
  open my $in, '<:encoding(UTF-8)', $file or die "$file: $!\n";
  my @lines = <$in>;
  close $in;
  my $text = join '', @lines;
  # What is asked through the pointer a text was handed on by; members of the law's things are called `full` too.
  my $handed = $text =~ /\b(?:out|b|row)->full\b/;
  for my $i (0 .. $#lines) {
    while ($lines[$i] =~ /(?:\b(\w+)(?:\[\w+\])? = |\breturn )buf_new\(/g) {
      my $name = $1;
      next if defined $name ? $text =~ /\b\Q$name\E(?:\[\w+\])?(?:\.|->)full\b/ || ($handed && $text =~ /&\w*(?:->|\.)?\Q$name\E\b/) : $handed;
      print "$file:" . ($i + 1) . ': a text with a ceiling that nobody asks whether it is full; ask `full`, or make it with buf_growing' . "\n";
    }
  }
}
print "# done\n";
