#!/usr/bin/perl
# What the style rules know about C files: facts.pl FILES… prints one fact a line, fields separated by tabs.
#   offence RATCHET FILE LINE WHAT KEY    KEY tells the same offence in another state of the tree, where lines have moved
#   function FILE LINE NAME static|exported    object FILE LINE NAME    (what a .c file defines)
#   include FILE LINE PATH                use FILE NAME    (a name used in code, not as a member)
#   lines FILE COUNT                      asserts FILE COUNT
# It reads text, not a compiler's tree: good enough for code that clang-format has laid out.
use strict;
use warnings;

my ($width_max, $function_max, $file_max, $parameter_max, $shared_contract_max) = (110, 60, 700, 6, 4);
binmode STDOUT, ':utf8';

sub fact { print join("\t", @_), "\n" }
sub offence { # RATCHET FILE LINE WHAT KEY
  my @words = @_;
  s/[\t\n]+/ /g for @words;
  fact('offence', @words);
}
sub blanked { my $text = shift; $text =~ s/[^\n]/ /g; return $text }

# The text with comments and the insides of strings blanked, every character at its place; comments and strings beside it.
sub strip {
  my ($text) = @_;
  my ($clean, $line, @comments, @strings) = ('', 1);
  while ($text =~ m{\G(?:(/\*.*?\*/|//[^\n]*)|("(?:[^"\\\n]|\\.)*")|('(?:[^'\\\n]|\\.)+')|(.))}gs) {
    my ($comment, $string, $letter, $other) = ($1, $2, $3, $4);
    my $piece = $comment // $string // $letter // $other;
    my $lines = ($piece =~ tr/\n//);
    if (defined $comment) {
      push @comments, [$line, $line + $lines, $comment];
      $clean .= blanked($comment);
    } elsif (defined $string) {
      push @strings, [$line, $string];
      $clean .= '"' . blanked(substr $string, 2) . '"';
    } elsif (defined $letter) {
      $clean .= '0' . blanked(substr $letter, 1);
    } else {
      $clean .= $other;
    }
    $line += $lines;
  }
  return ($clean, \@comments, \@strings);
}

sub parameters { # of `head`, whose outermost parentheses after the name hold them
  my ($head) = @_;
  my ($depth, $count, $some) = (0, 0, '');
  $head =~ s/__attribute__\s*\(\((?:[^()]|\([^()]*\))*\)\)//g;
  return 0 unless $head =~ /\w\s*\((.*)$/s;
  for my $c (split //, $1) {
    if ($c eq '(' || $c eq '{' || $c eq '[') { $depth++ }
    elsif ($c eq ')' && $depth == 0) { last }
    elsif ($c eq ')' || $c eq '}' || $c eq ']') { $depth-- }
    elsif ($c eq ',' && $depth == 0) { $count++ }
    $some .= $c;
  }
  return 0 if $some =~ /^\s*(void)?\s*$/;
  return $count + 1;
}

sub name_of { # of a declaration's text: the first word that stands before a parenthesis
  my ($head) = @_;
  $head =~ s/__attribute__\s*\(\((?:[^()]|\([^()]*\))*\)\)//g;
  $head =~ s/\b_Alignas\s*\([^()]*\)//g;
  return $head =~ /\b([A-Za-z_]\w*)\s*\(/ ? $1 : undef;
}

# Calls `each` with (kind, head, first line, last line) for what stands outside all braces: a function, or a declaration.
sub outermost {
  my ($code, $each) = @_;
  my ($depth, $paren, $head, $line, $start, $body) = (0, 0, '', 1, 0, 0);
  for my $c (split //, $code) {
    if ($c eq "\n") { $line++; $head .= ' ' if $depth == 0; next }
    if ($depth == 0) {
      $start = $line if !$start && $c =~ /\S/;
      if ($c eq '(') { $paren++ }
      elsif ($c eq ')') { $paren-- }
      if ($c eq '{' && $paren == 0) {
        my $bare = $head;
        $bare =~ s/__attribute__\s*\(\((?:[^()]|\([^()]*\))*\)\)//g;
        $body = $bare =~ /\)\s*$/ && $bare !~ /=/ && defined name_of($head);
        $depth = 1;
        next;
      }
      if ($c eq ';' && $paren == 0) {
        $each->('declaration', $head, $start, $line) if $head =~ /\S/;
        ($head, $start) = ('', 0);
        next;
      }
      $head .= $c if $c ne '}';
      next;
    }
    if ($c eq '{') { $depth++ }
    elsif ($c eq '}') {
      $depth--;
      if ($depth == 0 && $body) {
        $each->('function', $head, $start, $line);
        ($head, $start, $body) = ('', 0, 0);
      } elsif ($depth == 0) {
        $head .= '{}';
      }
    }
  }
}

# Two statements on a line. A case's `break` or `return` after its one statement is not one, nor what stands in parentheses or
# among initial values.
sub statements {
  my ($file, $code) = @_;
  my ($paren, $brace, $line) = (0, 0, 0);
  for my $text (split /\n/, $code) {
    $line++;
    my ($flat, $in) = ('', $brace > 0);
    for my $c (split //, $text) {
      $paren-- if $c eq ')' && $paren;
      $flat .= $c if $paren == 0;
      $paren++ if $c eq '(';
      $brace++ if $c eq '{';
      $brace-- if $c eq '}' && $brace;
    }
    next unless $in;
    1 while $flat =~ s/\{[^{};]*\}//;
    $flat =~ s/;\s*(break|return|continue);\s*$/;/ if $flat =~ /^\s*(case\b.*|default\s*):/;
    my $count = ($flat =~ tr/;//);
    my $joined = $flat !~ /^\s*[.\[]/ && $flat =~ /^\s*(?:(?:if|while|for) \(\)\s*|else\s+)*[\w.\[\]>*-]+ [-+*\/|&^]?= [^;]*, [\w.\[\]>*-]+ [-+*\/|&^]?= /;
    offence('lines_of_two_statements', $file, $line, 'two statements on a line; give each its own line', $text)
      if $count > 1 || $joined;
  }
}

sub read_file {
  my ($file) = @_;
  open my $in, '<', $file or die "$file: $!\n";
  local $/;
  my $text = <$in>;
  utf8::decode($text);
  return $text // '';
}

# Is there a word outside the tags, attributes and addresses of a piece of HTML?
sub text_of_markup {
  my ($html) = @_;
  $html =~ s/^"|"$//g;
  $html =~ s/<[^>]*(?:>|$)/ /g;
  $html =~ s/^[^<]*>/ /;
  $html =~ s/&#?\w+;|\\x[0-9A-Fa-f]{2}/ /g;
  return if $html =~ m{[=/?]} || $html =~ /^ (?:checked|disabled|hidden|open|required|selected)$/;
  return $html =~ /\p{L}{2}/;
}

for my $file (@ARGV) {
  my $text = read_file($file);
  my @lines = split /\n/, $text, -1;
  pop @lines;
  fact('lines', $file, scalar @lines);
  for my $i (0 .. $#lines) {
    my $length = length $lines[$i];
    offence('lines_over_110', $file, $i + 1, "a line of $length columns; at most $width_max", $lines[$i])
      if $length > $width_max;
  }
  offence('files_over_700', $file, scalar @lines, scalar(@lines) . ' lines; split it by what it does', 'file')
    if @lines > $file_max;
  my ($clean, $comments, $strings) = strip($text);
  offence('files_without_a_word', $file, 1, 'the file does not say what it is for; open it with a comment', 'file')
    unless $text =~ m{^\s*(/\*|//)};

  # Strings that stand side by side are one text.
  my $last = 0;
  for my $string (@$strings) {
    my ($line, $words) = @$string;
    if ($file =~ /^src\/.*\.[ch]$/ && $words =~ /[\x{C0}-\x{D6}\x{D8}-\x{F6}\x{F8}-\x{1B0}\x{1EA0}-\x{1EF9}]/) {
      next if $lines[$line - 1] =~ m{/\* data \*/};
      offence('vietnamese_in_code', $file, $line, 'a Vietnamese text in the code; put it into a .def catalogue, or mark a letter or word that is no text for people with /* data */', $words)
        unless $last && $line - $last <= 1 && $lines[$line - 1] =~ /^\s*"/;
      $last = $line;
    }
    my $raw = $lines[$line - 1] =~ /\bh_raw\(/ || ($line > 1 && $lines[$line - 2] =~ /\bh_raw\([^;]*$/);
    offence('words_on_pages', $file, $line, 'a text of a page in the code; put it into a .def catalogue, in both languages', $words)
      if $raw && $file =~ /^src\// && text_of_markup($words);
  }

  my $code = $clean;
  while ($code =~ /^([ ]*#[^\n]*(?:(?<=\\)\n[^\n]*)*)/mg) {
    my ($at, $directive) = ($-[1], $1);
    my $line = 1 + (substr($code, 0, $at) =~ tr/\n//);
    my $written = join "\n", @lines[$line - 1 .. $line - 1 + ($directive =~ tr/\n//)];
    $written =~ s/\\\n//g;
    fact('include', $file, $line, $1 // $2) if $written =~ /#\s*include\b\s*(?:"([^"]*)"|(\S.*))/;
    substr($code, $at, length $directive) = blanked($directive);
  }
  my %used;
  my $words = $clean;
  $words =~ s/(\.|->)\s*\w+//g;
  $used{$1} = 1 while $words =~ /\b([A-Za-z_]\w*)\b/g;
  fact('use', $file, $_) for sort keys %used;
  my $asserts = () = $code =~ /\b(?:assert|INVARIANT|_Static_assert|static_assert)\s*\(/g;
  fact('asserts', $file, $asserts);

  my %comment_ends = map { $_->[1] => 1 } @$comments;
  my ($shared, $before) = (0, 0);
  my $contract = sub { # a comment just above, at the line's end, or one that up to four share that follow without a gap
    my ($head, $first, $end) = @_;
    my $name = name_of($head);
    if ($comment_ends{ $first - 1 } || $comment_ends{$end} || $comment_ends{$first}) { $shared = 1 }
    elsif ($shared && $first == $before + 1 && $shared < $shared_contract_max) { $shared++ }
    else { $shared = 0 }
    $before = $end;
    offence('prototypes_without_contract', $file, $first, "$name has no contract; say what it means, owns and refuses", $name)
      unless $shared;
  };
  outermost($code, sub {
    my ($kind, $head, $first, $end) = @_;
    my $name = name_of($head);
    my $is_static = $head =~ /\bstatic\b/;
    if ($kind eq 'function') {
      fact('function', $file, $first, $name, $is_static ? 'static' : 'exported');
      my $long = $end - $first + 1;
      offence('functions_over_60', $file, $first, "$name has $long lines; at most $function_max", $name) if $long > $function_max;
      my $count = parameters($head);
      offence('functions_over_6_parameters', $file, $first, "$name has $count parameters; put what belongs together into a struct", $name)
        if $count > $parameter_max;
      $contract->($head, $first, $end) if $file =~ /^src\/.*\.h$/;
      return;
    }
    return if $head =~ /\btypedef\b/ || $head =~ /^\s*_Static_assert/;
    if ($head =~ /=/ && $file =~ /\.c$/ && !$is_static && $head !~ /\bextern\b/) {
      fact('object', $file, $first, $1) if $head =~ /\b(\w+)\s*(?:\[[^\]]*\]\s*)*=/;
    }
    return if $head =~ /[={]/ || !defined $name || $head !~ /\w[\s*]+\w+\s*\(/;
    $contract->($head, $first, $end) if $file =~ /^src\/.*\.h$/;
  });
  statements($file, $code);
}
print "# done\n"; # check.sh takes nothing that does not end so
