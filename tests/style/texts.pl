#!/usr/bin/perl
# What a compiler cannot know of the catalogues: texts.pl FILES… reads .def files and prints `file:line: what is wrong; what to do`.
#   NAME(id, "Vietnamese", "English")   a text, whatever NAME; in rows.def also TITLE("…", "…") and { "…", "…" }
#   D(id, "…")                          data, in a …_data.def only: what an office would have written, not a text of the program
# Both languages are there and take the same arguments, {0} and %s alike. A Vietnamese text without a single mark is wrong
# where it holds a syllable that cannot do without one: a final p, t, c or ch always has a tone (sắc or nặng), and ie, ye,
# uo, uou and ieu are always written with a mark on the vowel.
use strict;
use warnings;
use utf8;
binmode STDOUT, ':utf8';

my $literal = qr/(?:"(?:[^"\\\n]|\\.)*"\s*)+/;
my $code = qr/\{[^{}]*\}|%[-+ #0]*[*\d]*(?:\.[*\d]+)?(?:hh?|ll?|z|j)?[a-zA-Z%]|--?[a-z][\w-]*|[\w.]*[_.\/=][\w.\/]*/;
my $syllable = qr/^(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnpqrstvx])?([aeiouy]{1,3})(ch|ng|nh|[cmnpt])?$/;

sub joined { # the text of literals that stand side by side
  my ($source) = @_;
  my $text = '';
  $text .= $1 while $source =~ /"((?:[^"\\\n]|\\.)*)"/g;
  $text =~ s/\\n/ /g;
  $text =~ s/\\(.)/$1/g;
  return $text;
}

sub filled_in { # {0} {1}: which; %s %d: which, in their order
  my ($text) = @_;
  my %places = map { $_ => 1 } $text =~ /(\{\d[dmn]?\})/g;
  my @formats = grep { $_ ne '%%' } $text =~ /(%[-+ #0]*[*\d]*(?:\.[*\d]+)?(?:hh?|ll?|z|j)?[a-zA-Z%])/g;
  return join ' ', (sort keys %places), @formats;
}

sub bare_word { # a word of a text without marks that Vietnamese cannot spell so
  my ($text) = @_;
  return if $text =~ /[^\x00-\x7F]/ && $text =~ /[\x{C0}-\x{D6}\x{D8}-\x{F6}\x{F8}-\x{1B0}\x{1EA0}-\x{1EF9}]/;
  $text =~ s/$code/ /g;
  $text =~ s/[«“"][^»”"]*[»”"]/ /g; # what is quoted may be of another language
  for my $word ($text =~ /[A-Za-z]+/g) {
    next if $word ne lcfirst lc $word && $word ne ucfirst lc $word;
    next unless lc($word) =~ $syllable;
    my ($vowel, $final) = ($1, $2 // '');
    return $word if $final =~ /^[cpt]|^ch/ || $vowel =~ /ie|ye|uo/;
  }
  return;
}

for my $file (@ARGV) {
  open my $in, '<:encoding(UTF-8)', $file or die "$file: $!\n";
  my $source = do { local $/; <$in> } // '';
  $source =~ s{/\*.*?\*/}{ (my $blank = $&) =~ s/[^\n]/ /g; $blank }gse;
  my $wrong = sub {
    my ($at, $what) = @_;
    print "$file:", 1 + (substr($source, 0, $at) =~ tr/\n//), ": $what\n";
  };
  my $pair = sub {
    my ($at, $vi, $en) = map { /^\d+$/ ? $_ : joined($_) } @_;
    if ($vi !~ /\S/ || $en !~ /\S/) { # a blank alone joins words in one language and not in the other
      $wrong->($at, 'a text in one language only; write the other') if ($vi . $en) =~ /\S/ && ($vi eq '' || $en eq '');
      return;
    }
    $wrong->($at, 'the two languages take different arguments: ' . (filled_in($vi) || 'none') . ' and ' . (filled_in($en) || 'none'))
      if filled_in($vi) ne filled_in($en);
    my $bare = $vi eq $en ? undef : bare_word($vi);
    $wrong->($at, "a Vietnamese text without its marks: no word is spelled $bare") if defined $bare;
  };
  if ($file =~ /rows\.def$/) {
    while ($source =~ /(?:TITLE\(|\{\s*)($literal),\s*($literal)\s*[)}]/g) { $pair->($-[0], $1, $2) }
    next;
  }
  my $entries = 0;
  while ($source =~ /\b([A-Z][A-Z_]*)\(\s*(\w+)\s*((?:,\s*$literal)*)\)/g) {
    my ($at, $name, $rest) = ($-[0], $1, $3);
    my @texts = $rest =~ /,\s*($literal)/g;
    $entries++;
    if ($name eq 'D') {
      $wrong->($at, 'data among texts; keep it in a …_data.def') unless $file =~ /_data\.def$/;
      $wrong->($at, 'data is one text') unless @texts == 1;
    } elsif (@texts != 2) {
      $wrong->($at, 'a text needs Vietnamese and English, side by side');
    } else {
      $pair->($at, @texts);
    }
  }
  my $lines = () = $source =~ /^\s*[A-Z][A-Z_]*\(/mg;
  $wrong->(0, "$lines entries, of which $entries can be read; write NAME(id, \"Vietnamese\", \"English\")") if $lines != $entries;
}
print "# done\n"; # check.sh takes nothing that does not end so
