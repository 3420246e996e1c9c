#!/usr/bin/perl
# viewers.pl LIST HEADERS…: every function of these public headers that reaches the register (a `struct db *` among its
# parameters) has `const struct viewer *viewer` as its first; one offence a line. LIST names those that have none: a function,
# or a struct that carries the viewer, and the reason.
use strict;
use warnings;

my ($list, @headers) = @ARGV;
my (%without, %found);
if (open my $in, '<', $list) {
  while (<$in>) {
    s/#.*//;
    $without{$1} = $2 if /^(\w+)\s+(\S.*)/;
    print "$list:$.: $1 stands here without a reason; say why it needs no viewer\n" if /^(\w+)\s*$/;
  }
}
for my $header (@headers) {
  open my $in, '<', $header or die "$header: $!\n";
  local $/;
  my $text = <$in>;
  $text =~ s{(/\*.*?\*/)}{(my $blank = $1) =~ s/[^\n]/ /g; $blank}gse;
  while ($text =~ /^(?!#)[^\n;{}()]*?\b(\w+)\(([^;{}]*?)\)\s*;/mg) {
    my ($name, $parameters, $at) = ($1, $2, $-[0]);
    my $line = 1 + (substr($text, 0, $at) =~ tr/\n//);
    next unless $parameters =~ /\bstruct db \*/;
    next if $parameters =~ /^\s*const struct viewer \*viewer\b/;
    my ($carrier) = grep { $parameters =~ /^\s*(?:const )?struct $_ \*/ } keys %without;
    $found{$carrier} = 1 if $carrier;
    next if $carrier;
    if (exists $without{$name}) { $found{$name} = 1; next }
    print "$header:$line: $name reaches the register without a viewer; make `const struct viewer *viewer` its first parameter\n";
  }
}
print "$list:1: $_ needs no exception any more; take its line out\n" for sort grep { !$found{$_} } keys %without;
