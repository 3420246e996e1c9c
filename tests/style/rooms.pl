#!/usr/bin/perl
# Draws src/rooms.txt, tests/style/prefixes.txt and tests/style/circles.txt against what facts.pl tells (standard input):
#   rooms.pl FOLDER-OF-THE-TWO-TABLES
# One offence a line: `RULE<tab>file:line: what it is; what to do`. Rules: arrows, circles, prefixes.
use strict;
use warnings;

my $tables = $ARGV[0] // 'tests/style';
sub offence { print "$_[0]\t$_[1]\n" }

# A table's rows as [line number, word, word, …]; what follows # is left out.
sub rows {
  my ($file) = @_;
  open my $in, '<', $file or return ();
  my @rows;
  while (my $line = <$in>) {
    $line =~ s/#.*//;
    push @rows, [$., split ' ', $line] if $line =~ /\S/;
  }
  return @rows;
}

my (%line_of, %public, %may);
for my $row (rows('src/rooms.txt')) {
  my ($line, $room, $headers, $others) = @$row;
  $line_of{$room} = $line;
  $public{$room} = { map { $_ => 1 } split /,/, $headers };
  $may{$room} = { map { $_ => 1 } grep { $_ ne '-' } split /,/, $others };
}
unless (%line_of) {
  print "# done\n";
  exit 0;
}

sub room_of { # of a path below src/
  my ($path) = @_;
  my $room = $path;
  while ($room =~ s{/[^/]*$}{}) { return $room if exists $line_of{$room} }
  return undef;
}

my (%includes, @functions, @objects, %uses, %own);
while (my $fact = <STDIN>) {
  chomp $fact;
  my ($kind, @f) = split /\t/, $fact;
  next unless defined $f[0] && $f[0] =~ s{^src/}{};
  if ($kind eq 'include') { push @{ $includes{ $f[0] } }, [@f[1, 2]] }
  elsif ($kind eq 'function') {
    $own{ $f[0] }{ $f[2] } = 1;
    push @functions, [@f] if $f[3] eq 'exported';
  }
  elsif ($kind eq 'object') { push @objects, [@f] }
  elsif ($kind eq 'use') { $uses{ $f[1] }{ $f[0] } = 1 }
}

# ---- arrows between rooms ----

# What is included that no table can judge, in words; nothing where it is a room's header or a system's.
sub astray {
  my ($path) = @_;
  my $bare = $path =~ /^<([^>]*)>/ ? $1 : undef;
  return "$path goes by another way than from src; write the header's place below src" if ($bare // $path) =~ m{(?:^|/)\.{0,2}/|^/|\\};
  return "$path is a room's header between angle brackets; write it between quotes" if defined $bare && defined room_of($bare);
  return undef if defined $bare;
  return "$path is the header of no room; give its folder a line in src/rooms.txt, or take a system's between angle brackets" if !defined room_of($path);
  return undef;
}

my %used;
for my $file (sort keys %includes) {
  my $room = room_of($file);
  if (!defined $room) {
    offence('arrows', "src/$file:1: stands in no room; give its folder a line in src/rooms.txt");
    next;
  }
  for my $include (@{ $includes{$file} }) {
    my ($line, $path) = @$include;
    my $astray = astray($path);
    offence('arrows', "src/$file:$line: $astray") if defined $astray;
    my $other = room_of($path);
    next if !defined $other || $other eq $room;
    $used{$room}{$other} = 1;
    (my $header = $path) =~ s{.*/}{};
    if (!$may{$room}{$other}) {
      offence('arrows', "src/$file:$line: $room includes $other, an arrow that src/rooms.txt has not; go by what $room may see");
    } elsif (!$public{$other}{$header}) {
      offence('arrows', "src/$file:$line: $header is private to $other; use a public header of it");
    }
  }
}
# An arrow is used, too, where a public header that is seen includes the other room's.
for my $room (sort keys %may) {
  my %reached;
  my @open = keys %{ $used{$room} // {} };
  while (defined(my $other = shift @open)) {
    next if $reached{$other}++;
    for my $header (keys %{ $public{$other} }) {
      for my $include (@{ $includes{"$other/$header"} // [] }) {
        my $next = room_of($include->[1]);
        push @open, $next if defined $next && $next ne $room;
      }
    }
  }
  for my $other (sort keys %{ $may{$room} }) {
    offence('arrows', "src/rooms.txt:$line_of{$room}: $room may include $other but nobody does; take the arrow out") unless $reached{$other};
    offence('arrows', "src/rooms.txt:$line_of{$room}: there is no room $other; write its name right") unless exists $line_of{$other};
  }
}

# ---- circles ----

# Sets of more than one that reach one another (Tarjan), each sorted.
sub circles {
  my ($graph) = @_;
  my ($clock, %index, %low, %on, @stack, @found) = (0);
  my $visit;
  $visit = sub {
    my ($v) = @_;
    $index{$v} = $low{$v} = $clock++;
    push @stack, $v;
    $on{$v} = 1;
    for my $w (sort keys %{ $graph->{$v} // {} }) {
      if (!defined $index{$w}) {
        $visit->($w);
        $low{$v} = $low{$w} if $low{$w} < $low{$v};
      } elsif ($on{$w} && $index{$w} < $low{$v}) {
        $low{$v} = $index{$w};
      }
    }
    return unless $low{$v} == $index{$v};
    my @set;
    my $w;
    do { $w = pop @stack; $on{$w} = 0; push @set, $w } while $w ne $v;
    push @found, [sort @set] if @set > 1;
  };
  for my $v (sort keys %$graph) { $visit->($v) unless defined $index{$v} }
  return @found;
}

for my $circle (circles(\%may)) {
  offence('circles', "src/rooms.txt:1: the rooms " . join(' and ', @$circle) . ' include one another; move what both need below both');
}

# A file is its .c and .h together; it stands on another when it uses what only that one defines.
my (%maker, %graph, %first_use);
for my $function (@functions, @objects) {
  my ($file, $line, $name) = @$function;
  (my $unit = $file) =~ s/\.[ch]$//;
  $maker{$name}{$unit} = 1 if $file =~ /\.c$/;
}
for my $name (keys %maker) {
  my @makers = keys %{ $maker{$name} };
  next if @makers > 1 || $name eq 'main';
  for my $user (keys %{ $uses{$name} // {} }) {
    (my $unit = $user) =~ s/\.[ch]$//;
    next if $user !~ /\.c$/ || $unit eq $makers[0] || $own{$user}{$name};
    my ($room, $other) = (room_of($user) // '', room_of("$makers[0].c") // '');
    next if $room ne $other && $room !~ m{^faces/} && !$may{$room}{$other}; # a word of the same spelling
    $graph{$unit}{ $makers[0] } = 1;
    $first_use{"$unit $makers[0]"} = $name if !defined $first_use{"$unit $makers[0]"} || $name lt $first_use{"$unit $makers[0]"};
  }
}
my %allowed;
for my $row (rows("$tables/circles.txt")) {
  my ($line, @files) = @$row;
  $allowed{ join ' ', sort @files } = $line;
}
for my $circle (circles(\%graph)) {
  my $key = join ' ', @$circle;
  if (exists $allowed{$key}) {
    delete $allowed{$key};
    next;
  }
  my @arrows;
  for my $v (@$circle) {
    for my $w (@$circle) { push @arrows, "$v -> $w by " . $first_use{"$v $w"} if $graph{$v}{$w} }
  }
  offence('circles', "src/$circle->[0].c:1: a circle of files: $key (" . join(', ', @arrows) .
    '); cut it, or, where the recursion is true, write it into circles.txt with the reason');
}
offence('circles', "$tables/circles.txt:$allowed{$_}: no such circle any more: $_; take the line out") for sort keys %allowed;

# ---- prefixes ----

my %prefixes;
for my $row (rows("$tables/prefixes.txt")) {
  my ($line, $room, $list) = @$row;
  $prefixes{$room} = [split /,/, $list];
}
for my $function (@functions, @objects) {
  my ($file, $line, $name) = @$function;
  next if $file !~ /\.c$/ || $name eq 'main' || $name =~ /^[A-Z]/;
  my $room = room_of($file) // next;
  my $list = $prefixes{$room} // next;
  next if grep { index($name, $_) == 0 } @$list;
  offence('prefixes', "src/$file:$line: $name has none of the prefixes of $room (@$list); name it so, or make it static");
}
print "# done\n"; # check.sh takes nothing that does not end so
