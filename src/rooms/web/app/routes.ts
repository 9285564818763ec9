/** Every page of the application: its address and its file. */

import type { RouteConfig } from '@react-router/dev/routes';
import { index, route } from '@react-router/dev/routes';

const routes: RouteConfig = [
  index('routes/front.tsx'),
  route('public', 'routes/front.tsx', { id: 'public' }),
  route('home', 'routes/home.tsx'),
  route('me', 'routes/me.tsx'),
  route('notifications', 'routes/notifications.tsx'),
  route('bookmarks', 'routes/kept.tsx', { id: 'bookmarks' }),
  route('likes', 'routes/kept.tsx', { id: 'likes' }),
  route('conversations', 'routes/conversations.tsx'),
  route('lists', 'routes/lists.tsx'),
  route('lists/:id', 'routes/list.tsx'),
  route('lists/:id/edit', 'routes/list-edit.tsx'),
  route('about', 'routes/about.tsx'),
  route('privacy-policy', 'routes/privacy.tsx'),
  route('trends/rule', 'routes/trend-rule.tsx'),
  route('explore', 'routes/explore.tsx'),
  route('search', 'routes/search.tsx'),
  route('directory', 'routes/directory.tsx'),
  route('deck', 'routes/deck.tsx'),
  route('tags/:tag', 'routes/tag.tsx'),
  // Their first part begins with an @; what does not is nowhere.
  route(':handle', 'routes/profile.tsx', { id: 'profile' }),
  route(':handle/:id', 'routes/post.tsx'),
  route(':handle/with_replies', 'routes/profile.tsx', { id: 'profile-with-replies' }),
  route(':handle/media', 'routes/profile.tsx', { id: 'profile-media' }),
  route('welcome', 'routes/welcome.tsx'),
  route('settings', 'routes/settings/frame.tsx', [
    index('routes/settings/list.tsx'),
    route('profile', 'routes/settings/profile.tsx'),
    route('posting', 'routes/settings/posting.tsx'),
    route('appearance', 'routes/settings/appearance.tsx'),
    route('notifications', 'routes/settings/notifications.tsx'),
    route('filters', 'routes/settings/filters.tsx'),
    route('filters/new', 'routes/settings/filter.tsx', { id: 'new-filter' }),
    route('filters/:id', 'routes/settings/filter.tsx', { id: 'filter' }),
    route('people', 'routes/settings/people.tsx'),
    route('tags', 'routes/settings/tags.tsx'),
  ]),
  route(':handle/followers', 'routes/followers.tsx', { id: 'followers' }),
  route(':handle/following', 'routes/followers.tsx', { id: 'following' }),
  route(':handle/:id/likes', 'routes/markers.tsx', { id: 'post-likes' }),
  route(':handle/:id/reposts', 'routes/markers.tsx', { id: 'post-reposts' }),
  route(':handle/:id/quotes', 'routes/markers.tsx', { id: 'post-quotes' }),
  route('owner', 'routes/owner/frame.tsx', [
    index('routes/owner/list.tsx'),
    route('texts', 'routes/owner/texts.tsx'),
    route('rules', 'routes/owner/rules.tsx'),
    route('announcements', 'routes/owner/announcements.tsx'),
    route('sign-up', 'routes/owner/sign-up.tsx'),
    route('accounts', 'routes/owner/accounts.tsx'),
  ]),
  route('write', 'routes/write.tsx'),
  route('scheduled', 'routes/scheduled.tsx'),
  route(':handle/:id/history', 'routes/history.tsx'),
  route('*', 'routes/nowhere.tsx'),
];

export default routes;
