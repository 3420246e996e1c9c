#!/usr/bin/perl
# paths.pl FILE...: each `path/in/backticks` of these texts that begins with a folder of the repository, or of src, and is
# no file, folder or module there.
use strict;
use warnings;

for my $file (@ARGV) {
  open my $in, '<:encoding(UTF-8)', $file or die "$file: $!\n";
  my ($beside) = $file =~ m{^(.*/)[^/]*$};
  while (my $line = <$in>) {
    while ($line =~ /`([^`\s]+)`/g) {
      my $path = $1;
      $path =~ s/[:#].*$//;
      next unless $path =~ m{^([A-Za-z0-9._-]+)/[A-Za-z0-9._/-]*$};
      my $first = $1;
      next if $first =~ /^(\.\.|var|build)$/; # made, not kept; not ours
      next unless -d $first || -d "src/$first";
      next if grep { -e $_ || -e "$_.c" } $path, "src/$path", ($beside // '') . $path;
      print "$file:$.: `$path` is not there; name what is\n";
    }
  }
}
print "# done\n";
