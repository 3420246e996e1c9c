#!/usr/bin/perl
# viewers.pl LIST HEADERS…: nothing of these public headers hands out people's data without a viewer; one offence a line.
#
# A function that reaches the register, what is kept of it, or an object read from it (a parameter of %reaches, or of a
# carrier) has `const struct viewer *viewer` as its first parameter, or a parameter that carries one. A struct carries one
# when its definition here holds a viewer or a carrier, or when the comment before it says `carries the viewer`; then every
# function that makes one (returns it, or has it as `**` or as `ret_…`) must itself be told a viewer or a carrier.
# LIST names the functions that need none, and the reason.
use strict;
use warnings;

my ($list, @headers) = @ARGV;
my %reaches = map { $_ => 1 } qw(db search search_register kept);
my (%without, %found, %text);
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
  $text{$header} = <$in>;
}

# Who says that he carries, and who holds what.
my (%carries, %says, %holds);
$carries{viewer} = 1;
for my $header (@headers) {
  while ($text{$header} =~ m{/\*((?:(?!\*/).)*)\*/\s*struct (\w+)\s*[;\{]}gs) {
    my ($comment, $name) = ($1, $2);
    $comment =~ s/\s*\n \*\s*/ /g;
    $says{$name} = $carries{$name} = 1 if $comment =~ /carries (?:the|its) viewer/i;
  }
}
for my $header (@headers) {
  $text{$header} =~ s{(/\*.*?\*/)}{(my $blank = $1) =~ s/[^\n]/ /g; $blank}gse;
  while ($text{$header} =~ /^struct (\w+) \{(.*?)^\}/gms) {
    my ($name, $body) = ($1, $2);
    push @{ $holds{$name} }, $body =~ /\bstruct (\w+)/g;
  }
}
for (my $more = 1; $more;) {
  $more = 0;
  for my $name (keys %holds) {
    next if $carries{$name} || !grep { $carries{$_} } @{ $holds{$name} };
    $carries{$name} = $more = 1;
  }
}

sub made { # the structs this function makes, of those that say they carry
  my ($type, @parameters) = @_;
  my @made = $type =~ /\bstruct (\w+) \*$/ ? ($1) : ();
  for (@parameters) { push @made, $1 if /\bstruct (\w+) \*(?:\*|ret_)/ }
  return grep { $says{$_} } @made;
}

for my $header (@headers) {
  my $text = $text{$header};
  while ($text =~ /^(?!#)((?:[\w ]+[ *])?)(\w+)\(([^;{}]*?)\)\s*;/mg) {
    my ($type, $name, $parameters, $at) = ($1, $2, $3, $-[2]);
    my $line = 1 + (substr($text, 0, $at) =~ tr/\n//);
    my @parameters = split /\s*,\s*/, $parameters;
    my @given = grep { !/\*(?:\*|ret_)/ } @parameters;
    my ($first) = @given;
    my $told = ($first // '') =~ /^\s*const struct viewer \*viewer$/;
    my $carried = grep { /\bstruct (\w+) \*/ && $1 ne 'viewer' && $carries{$1} } @given;
    my $reached = grep { /\bstruct (\w+) \*/ && $reaches{$1} } @given;
    my @made = made($type, @parameters);
    next if $told || $carried || (!$reached && !@made);
    if (exists $without{$name}) { $found{$name} = 1; next }
    my $why = $reached ? 'reaches people' : "makes a struct $made[0], which carries a viewer,";
    print "$header:$line: $name $why without a viewer; make `const struct viewer *viewer` its first parameter\n";
  }
}
print "$list:1: $_ needs no exception any more; take its line out\n" for sort grep { !$found{$_} } keys %without;
print "# done\n"; # check.sh takes nothing that does not end so
